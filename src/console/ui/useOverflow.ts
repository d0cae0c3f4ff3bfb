import { type RefObject, useEffect, useState } from 'react';

/** Whether what is in an element is wider than it, so that it scrolls sideways. */
export function useOverflow(element: RefObject<HTMLElement | null>): boolean {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    const look = () => setOverflows(box.scrollWidth > box.clientWidth);
    const observer = new ResizeObserver(look);
    for (const each of [box, ...box.children]) observer.observe(each);
    return () => observer.disconnect();
  }, [element]);
  return overflows;
}
