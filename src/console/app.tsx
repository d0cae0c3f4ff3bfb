import { useEffect, useState } from 'react';
import { Router } from 'wouter';
import { BASE_URL, ClientProvider } from './api/client.ts';
import { ConnectionProvider } from './api/connectionState.ts';
import { SessionProvider } from './session/sessionContext.ts';
import { createConsole } from './shell/createConsole.ts';
import { Gate } from './shell/gate.tsx';
import { PreferencesProvider } from './shell/preferencesProvider.tsx';
import { Announcer } from './ui/announcer.tsx';
import { MovedContext } from './ui/movedContext.ts';
import { ClockProvider } from './words/clock.tsx';

const BASE_PATH = new URL(BASE_URL).pathname.replace(/\/$/, '');

/** @param props `now`: the clock, in epoch milliseconds */
export function App({ now }: { now: () => number }) {
  const [parts] = useState(createConsole);
  useEffect(() => parts.start(), [parts]);
  return (
    <ClockProvider value={now}>
      <PreferencesProvider>
        <Announcer>
          <ConnectionProvider value={parts.connection}>
            <SessionProvider value={parts.keeper}>
              <ClientProvider value={parts.client}>
                <MovedContext value={parts.moved}>
                  <Router base={BASE_PATH}>
                    <Gate />
                  </Router>
                </MovedContext>
              </ClientProvider>
            </SessionProvider>
          </ConnectionProvider>
        </Announcer>
      </PreferencesProvider>
    </ClockProvider>
  );
}
