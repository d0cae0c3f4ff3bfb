/** One PUT, as browsers do it where bytes are to be counted: their fetch tells nothing of a body on its way. */
export interface XhrPut {
  readonly url: string;
  readonly contentType: string;
  readonly body: Blob;
  readonly signal: AbortSignal;
  /** Told of each further byte that the browser has handed to the network. */
  onSent(bytes: number): void;
  /** All bytes are on their way; the answer is still to come. */
  onUploaded(): void;
}

export interface XhrAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Whether a redirect was followed: whatever answered is not the storage. */
  readonly isRedirected: boolean;
}

/** Whether this is a runtime (page or worker) that counts bytes in no other way. */
export function hasXhr(): boolean {
  return typeof XMLHttpRequest === 'function';
}

/** @throws TypeError when no answer came, an AbortError when the signal ended it */
export function xhrPut(put: XhrPut): Promise<XhrAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const end = () => put.signal.removeEventListener('abort', abort);
    request.open('PUT', put.url);
    request.setRequestHeader('content-type', put.contentType);
    request.upload.onprogress = ({ loaded }) => put.onSent(loaded);
    request.upload.onload = () => put.onUploaded();
    request.onload = () => {
      end();
      const { status, responseText: text, responseURL } = request;
      const isRedirected = responseURL !== '' && responseURL !== new URL(put.url).href;
      resolve({ status, headers: headersOf(request), text, isRedirected });
    };
    request.onerror = () => {
      end();
      reject(new TypeError('The request failed.'));
    };
    request.onabort = () => {
      end();
      reject(put.signal.reason);
    };
    put.signal.throwIfAborted();
    put.signal.addEventListener('abort', abort, { once: true });
    request.send(put.body);
  });
}

function headersOf(request: XMLHttpRequest): Headers {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().split('\r\n')) {
    const at = line.indexOf(':');
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  return headers;
}
