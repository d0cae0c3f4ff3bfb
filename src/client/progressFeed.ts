/** Far more steps than a file has; a server that invents more loses the oldest. */
const MAX_WAITING = 100;

/** One producer's news for one reader, who may come late, be slow, or never come. */
export interface ProgressFeed<T> {
  /** News of the same step replaces what nobody has read yet. */
  tell(news: T): void;
  end(): void;
  fail(error: unknown): void;
  /** @param onLeave told when the reader goes, before the end or at it */
  read(onLeave: () => void): AsyncGenerator<T, void, undefined>;
}

export function createProgressFeed<T>(stepOf: (news: T) => string): ProgressFeed<T> {
  const waiting: T[] = [];
  let changed = Promise.withResolvers<void>();
  let ending: { readonly error?: unknown } | undefined;

  function wake(): void {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  }

  return {
    tell(news) {
      const last = waiting.at(-1);
      const isSameStep = last !== undefined && stepOf(last) === stepOf(news);
      if (isSameStep) waiting.pop();
      else if (waiting.length === MAX_WAITING) waiting.shift();
      waiting.push(news);
      wake();
    },
    end() {
      ending ??= {};
      wake();
    },
    fail(error) {
      ending ??= { error };
      wake();
    },
    async *read(onLeave) {
      try {
        for (;;) {
          const news = waiting.shift();
          if (news !== undefined) yield news;
          else if (ending === undefined) await changed.promise;
          else if ('error' in ending) throw ending.error;
          else return;
        }
      } finally {
        onLeave();
      }
    },
  };
}
