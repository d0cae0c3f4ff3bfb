import type { SpanExporter } from '@opentelemetry/sdk-trace';

/** How an export ended: 0 is success. */
type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** Says when exports begin to fail and when they work again, and not at each of them. */
export function sayOnce(say: {
  /** @param code a system's or status code, or the name of a class; messages may hold an address */
  failing(code: string): void;
  working(): void;
}): (result: ExportResult) => void {
  let isFailing = false;
  return ({ code, error }) => {
    if (code === 0) {
      if (isFailing) say.working();
      isFailing = false;
    } else if (!isFailing) {
      isFailing = true;
      say.failing(String((error as NodeJS.ErrnoException | undefined)?.code ?? error?.name ?? 'unknown'));
    }
  };
}
