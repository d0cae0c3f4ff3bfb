import { SourceError } from './errors.ts';

/** What happens to a body on its way, told as it happens. */
export interface BodyEvents {
  /** The transport asks the source for more; it has taken `taken` bytes in all. */
  onAsked(taken: number): void;
  /** The source has answered with bytes. */
  onDelivered(): void;
  /** The transport has taken everything. */
  onEnd(): void;
  /** The source cannot deliver: its own error, or a SourceError. */
  onFailure(error: unknown): void;
}

/**
 * Hands out the source's chunks one by one. A chunk counts as taken when the transport asks for the next one, not when
 * it is queued. A source that gives more or less than `size` fails instead of making a file of another length.
 *
 * @param size bytes; undefined when unknown
 */
export function meteredBody(
  opened: Blob | ReadableStream<Uint8Array>,
  size: number | undefined,
  events: BodyEvents,
): ReadableStream<Uint8Array> {
  const reader = (opened instanceof Blob ? opened.stream() : opened).getReader();
  let delivered = 0;

  async function next(): Promise<Uint8Array | undefined> {
    const { done, value } = await reader.read();
    delivered += value?.byteLength ?? 0;
    if (size !== undefined && (done ? delivered < size : delivered > size)) {
      const amount = done ? `only ${delivered}` : 'more';
      throw new SourceError('source_changed', `The source gave ${amount} bytes instead of ${size}.`);
    }
    return done ? undefined : value;
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          events.onAsked(delivered);
          const chunk = await next();
          if (chunk === undefined) {
            events.onEnd();
            controller.close();
          } else {
            events.onDelivered();
            controller.enqueue(chunk);
          }
        } catch (error) {
          events.onFailure(error);
          controller.error(error);
          reader.cancel(error).catch(() => undefined);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
