/** Simulated time in seconds, and what is to happen when. */
export interface Events {
  readonly now: number;
  at(time: number, happen: () => void): void;
  after(delay: number, happen: () => void): void;
  /** Until nothing is left to happen. */
  run(): void;
}

interface Event {
  readonly time: number;
  /** Of two at the same time the one that was planned first happens first. */
  readonly order: number;
  readonly happen: () => void;
}

export function createEvents(): Events {
  const heap: Event[] = [];
  let now = 0;
  let planned = 0;

  function isBefore(a: Event, b: Event): boolean {
    return a.time < b.time || (a.time === b.time && a.order < b.order);
  }

  function push(event: Event): void {
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  function pop(): Event | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const child = isRight ? right : left;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
    return first;
  }

  return {
    get now() {
      return now;
    },
    at(time, happen) {
      push({ time: Math.max(time, now), order: planned++, happen });
    },
    after(delay, happen) {
      push({ time: now + delay, order: planned++, happen });
    },
    run() {
      for (let event = pop(); event !== undefined; event = pop()) {
        now = event.time;
        event.happen();
      }
    },
  };
}
