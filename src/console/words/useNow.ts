import { useEffect, useState } from 'react';
import { useClock } from './clock.tsx';

/** The time, looked at again every so often, for what says `5 minutes ago`. */
export function useNow(everyMs = 30_000): number {
  const clock = useClock();
  const [now, setNow] = useState(clock);
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), everyMs);
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  return now;
}
