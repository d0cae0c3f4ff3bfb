export interface ServerEvent {
  readonly event: string;
  readonly id: string;
  readonly data: ReturnType<typeof JSON.parse>;
}

/** What an EventSource does, by hand: the lines as they come, and how the connection ended. */
export async function openEvents(url: string, headers: Readonly<Record<string, string>>) {
  const cut = new AbortController();
  const response = await fetch(url, { headers, signal: cut.signal });
  const events: ServerEvent[] = [];
  const comments: string[] = [];
  const state = { isEnded: false, lastId: '' };
  let changed = Promise.withResolvers<void>();

  function take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      if (name === '') comments.push(value);
      else fields.set(name, value);
    }
    state.lastId = fields.get('id') ?? state.lastId;
    const data = fields.get('data');
    if (data !== undefined) {
      events.push({ event: fields.get('event') ?? 'message', id: state.lastId, data: JSON.parse(data) });
    }
  }

  async function read(): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) take(block);
        changed.resolve();
        changed = Promise.withResolvers();
      }
    } catch {
      // Cut, by one side or the other.
    }
    state.isEnded = true;
    changed.resolve();
  }

  /** Resolves when it holds. */
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (state.isEnded) throw new Error(`the stream has ended with ${JSON.stringify(events)}`);
      await changed.promise;
    }
  }

  const reading = response.ok ? read() : response.body?.cancel();
  return {
    response,
    events,
    comments,
    lastId: () => state.lastId,
    until,
    /** The next event from here on for which it holds. */
    async next(holds: (event: ServerEvent) => boolean): Promise<ServerEvent> {
      const from = events.length;
      await until(() => events.slice(from).some(holds));
      return events.slice(from).find(holds) as ServerEvent;
    },
    async ended(): Promise<void> {
      await reading;
    },
    async cut(): Promise<void> {
      cut.abort();
      await reading;
    },
  };
}

export type Events = Awaited<ReturnType<typeof openEvents>>;
