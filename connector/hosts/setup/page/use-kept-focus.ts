import { type RefObject, useEffect } from 'react';

/**
 * When something new is there and what held the focus is gone, the new thing gets it. Otherwise a keyboard would start again
 * at the top of the page, and a screen reader would say nothing.
 */
export function useKeptFocus(target: RefObject<HTMLElement | null>, appeared: unknown): void {
  useEffect(() => {
    const { activeElement, body } = document;
    if (appeared && (activeElement === null || activeElement === body)) target.current?.focus();
  }, [target, appeared]);
}
