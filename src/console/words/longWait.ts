/** The server asks for more patience than somebody who looks on should have without being told. */
export class LongWaitError extends Error {
  /** Until the next try makes sense. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
