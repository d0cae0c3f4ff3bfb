import { createContext, useContext } from 'react';

const ClockContext = createContext<() => number>(() => 0);
export const ClockProvider = ClockContext.Provider;

/** What tells the time, in epoch milliseconds. */
export function useClock(): () => number {
  return useContext(ClockContext);
}
