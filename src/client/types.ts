import type { IngestionCalls } from './ingestionTypes.ts';
import type { NativeCalls } from './nativeTypes.ts';

export type TemplateType = 'sales' | 'purchase';
export type FileContentType = 'XLSX' | 'XLS' | 'CSV';

/** Who asks: by a token, or by the cookie that `signIn` sets in a browser. */
export type ClientOptions = TransportOptions &
  (
    | { readonly token: string; readonly session?: undefined }
    | { readonly session: BrowserSession; readonly token?: undefined }
  );

/** A session is a cookie that no script can read, so that a page keeps no token. Same origin only. */
export interface BrowserSession {
  /** `csrfToken` of the SessionView as it is now; `''` while nobody is signed in. Asked before every call. */
  csrfToken(): string;
}

export interface TransportOptions {
  /** Scheme, host, port and path prefix of the server, e.g. `https://gst.example.in`. No default. */
  readonly baseUrl: string;
  /** What sends the requests. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
  /**
   * Whether uploads go by XMLHttpRequest in browsers, whose fetch does not tell how far a body is. Default: true, unless
   * `fetch` is given.
   */
  readonly uploadsByXhr?: boolean;
  /**
   * Milliseconds. Default 60,000. A pre-sign may take so long; an upload may be so long without a byte being taken,
   * and its answer may come five times as long after the last byte. Each try has its own.
   */
  readonly timeoutMs?: number;
  /** How often a call is tried again after the first time. Default 4; 0 = never. */
  readonly retries?: number;
  /**
   * Milliseconds. Default 500. Before the n-th further try the client waits a random time between 0 and
   * `retryDelayMs · 2^(n-1)`, at most 20,000, and no shorter than the server's `Retry-After`.
   */
  readonly retryDelayMs?: number;
  /** Sent as `User-Agent` where the platform allows it (browsers do not). Default: `gst-intake-client`. */
  readonly userAgent?: string;
}

export interface CallOptions {
  /** Cancels the call: it then throws the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Told before each further try. Default: none. */
  readonly onRetry?: ((retry: Retry) => void) | undefined;
}

export interface Retry {
  /** 1 for the first further try. */
  readonly attempt: number;
  /** Milliseconds until it. */
  readonly delayMs: number;
  /** Why the last try failed, in plain words. */
  readonly reason: string;
  /** Whether the further try uses a new URL. */
  readonly freshUrl: boolean;
}

export interface PresignOptions extends CallOptions {
  readonly templateType: TemplateType;
  readonly fileContentType: FileContentType;
  /** 1 to 1,500 characters (code points) in any script. */
  readonly fileName: string;
}

/** Clear's four keys. */
export interface PresignAnswer {
  readonly status: 'CREATED' | 'FAILED' | null;
  readonly preSignedS3Url: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

export interface PresignedUpload {
  /** A credential for ten minutes: whoever has it can upload. */
  readonly url: string;
  /** The Content-Type that the PUT must send. */
  readonly contentType: string;
  readonly requestId: string | undefined;
  /** The server's answer as it came. */
  readonly answer: PresignAnswer;
}

/** Where the file's bytes come from. */
export interface UploadSource {
  /** Bytes; undefined when unknown: the body is then sent chunked, which S3 itself refuses (our gateway does not). */
  readonly size: number | undefined;
  /** The bytes from the start; called once for each try. */
  open(): Blob | ReadableStream<Uint8Array> | Promise<Blob | ReadableStream<Uint8Array>>;
}

export interface UploadProgress {
  /** Bytes that the transport has taken in this try; a further try begins at 0 again. */
  readonly sent: number;
  /** Bytes; undefined when the source's size is unknown. */
  readonly total: number | undefined;
  /** 1 for the first try to send the file. */
  readonly attempt: number;
  /** How often the URL had to be replaced by a new one. */
  readonly freshUrls: number;
  /** As in UploadResult, of the URL in use. */
  readonly uploadId: string | null;
}

export interface UploadOptions extends PresignOptions {
  readonly source: UploadSource;
  /** Default: none. In browsers bytes are told only while `fetch` is the default one; else the start and the end. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

export interface UploadResult {
  /** 32 hex digits out of the URL's path; null when the path is of another shape. */
  readonly uploadId: string | null;
  /** The signed URL of the PUT that succeeded: what the trigger call wants. A credential while it is valid. */
  readonly url: string;
  readonly bytes: number;
  /** Opaque. */
  readonly etag: string | undefined;
  readonly requestId: string | undefined;
}

export interface Client extends IngestionCalls, NativeCalls {
  /** Asks for a URL. @throws GstIntakeError */
  presign(options: PresignOptions): Promise<PresignedUpload>;
  /** Asks for a URL and sends the file to it. @throws GstIntakeError */
  upload(options: UploadOptions): Promise<UploadResult>;
}
