import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { I18nProvider } from 'react-aria-components';
import { Route, Router, Switch } from 'wouter';
import { BASE_URL, ClientProvider, createConsoleClient } from './api/client.ts';
import { ImportsScreen } from './screens/imports/importsScreen.tsx';
import { OneImportScreen } from './screens/oneImport/oneImportScreen.tsx';
import { SignInScreen } from './screens/signIn/signInScreen.tsx';
import { UploadScreen } from './screens/upload/uploadScreen.tsx';
import { LanguageProvider, LOCALE } from './words/language.tsx';

const queries = new QueryClient();
const client = createConsoleClient(() => '');

export function App() {
  return (
    <LanguageProvider language="en">
      <I18nProvider locale={LOCALE.en}>
        <QueryClientProvider client={queries}>
          <ClientProvider value={client}>
            <Router base={new URL(BASE_URL).pathname.replace(/\/$/, '')}>
              <Switch>
                <Route path="/" component={UploadScreen} />
                <Route path="/sign-in" component={SignInScreen} />
                <Route path="/imports" component={ImportsScreen} />
                <Route path="/imports/:activityId">
                  {({ activityId }) => <OneImportScreen activityId={activityId} />}
                </Route>
              </Switch>
            </Router>
          </ClientProvider>
        </QueryClientProvider>
      </I18nProvider>
    </LanguageProvider>
  );
}
