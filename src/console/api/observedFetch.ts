export interface FetchObserver {
  /** The server answered, however. */
  onAnswer(): void;
  /** No answer at all, and nobody had cancelled the request. */
  onNoAnswer(): void;
  /** 401: the session is over, or there was none. */
  onUnauthorised(): void;
  /** The cookie is of another session than the page knows: another tab has signed in. @returns its CSRF token */
  onOtherSession(): Promise<string>;
}

const CSRF_HEADER = 'x-gst-intake-csrf';

/**
 * A fetch that tells what every call of the console learns of the connection and the session. A call that was refused
 * only because another tab has signed in since goes once more.
 */
export function observedFetch(send: typeof fetch, observer: FetchObserver): typeof fetch {
  const sendOnce: typeof fetch = async (input, init) => {
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
  return async (input, init) => {
    const response = await sendOnce(input, init);
    const headers = new Headers(init?.headers);
    const isOther = response.status === 403 && response.headers.get('x-gst-intake-error') === 'csrf_missing';
    if (!isOther || !headers.has(CSRF_HEADER)) return response;
    const token = await observer.onOtherSession();
    if (token === '' || token === headers.get(CSRF_HEADER)) return response;
    headers.set(CSRF_HEADER, token);
    return sendOnce(input, { ...init, headers });
  };
}
