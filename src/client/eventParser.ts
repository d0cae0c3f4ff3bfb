import { UnexpectedAnswerError } from './errors.ts';

/** An activity is a few kilobytes. */
const MAX_EVENT_CHARACTERS = 4_000_000;

/** One event of a `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface ServerEvent {
  /** `message` where the server names none. */
  readonly type: string;
  readonly data: string;
  /** The last id that the stream has named so far; '' before any. */
  readonly lastEventId: string;
}

export interface EventParser {
  /** @param text the next piece, decoded from UTF-8, cut anywhere @throws UnexpectedAnswerError where an event has no end */
  push(text: string): ServerEvent[];
  /** The last id that the stream has named, also where no event came with it; '' before any. */
  readonly lastEventId: string;
  /** Milliseconds that the server wants to pass before a reconnection; undefined where it says nothing. */
  readonly retryMs: number | undefined;
}

/** An event that the end of the stream cuts off is none. */
export function createEventParser(): EventParser {
  let rest = '';
  let endsInReturn = false;
  let type = '';
  let data: string[] = [];
  let namedId = '';
  let lastEventId = '';
  let retryMs: number | undefined;

  function take(line: string): ServerEvent | undefined {
    if (line === '') return dispatch();
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'event') type = value;
    else if (name === 'data') data.push(value);
    else if (name === 'id' && !value.includes('\0')) namedId = value;
    else if (name === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
    return undefined;
  }

  function dispatch(): ServerEvent | undefined {
    lastEventId = namedId;
    const event = { type: type === '' ? 'message' : type, data: data.join('\n'), lastEventId };
    const isEvent = data.length > 0;
    type = '';
    data = [];
    return isEvent ? event : undefined;
  }

  return {
    push(text) {
      // Its \n was cut off from its \r: the two end one line.
      const piece = endsInReturn && text.startsWith('\n') ? text.slice(1) : text;
      if (text !== '') endsInReturn = text.endsWith('\r');
      const lines = (rest + piece).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      const events = lines.map(take).filter((event) => event !== undefined);
      const held = data.reduce((sum, line) => sum + line.length, rest.length);
      if (held > MAX_EVENT_CHARACTERS) {
        throw new UnexpectedAnswerError(
          'event_malformed',
          'The stream of events has an event without an end.',
        );
      }
      return events;
    },
    get lastEventId() {
      return lastEventId;
    },
    get retryMs() {
      return retryMs;
    },
  };
}
