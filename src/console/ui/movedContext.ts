import { createContext } from 'react';

/** Whether the user has moved within the console since it was loaded: only then do headings take the focus. */
export const MovedContext = createContext<{ readonly current: boolean }>({ current: false });
