export interface FetchObserver {
  /** The server answered, however. */
  onAnswer(): void;
  /** No answer at all, and nobody had cancelled the request. */
  onNoAnswer(): void;
  /** 401: the session is over, or there was none. */
  onUnauthorised(): void;
}

/** A fetch that tells what every call of the console learns of the connection and the session. */
export function observedFetch(send: typeof fetch, observer: FetchObserver): typeof fetch {
  return async (input, init) => {
    try {
      const response = await send(input, init);
      observer.onAnswer();
      if (response.status === 401) observer.onUnauthorised();
      return response;
    } catch (error) {
      if (init?.signal?.aborted !== true) observer.onNoAnswer();
      throw error;
    }
  };
}
