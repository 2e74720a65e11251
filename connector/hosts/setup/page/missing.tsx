import type { ScreenProps } from './screen-props.ts';

/** An empty state that leads on. */
export function Missing({ what, where, go }: { what: string; where: 'Target' | 'Preview'; go: ScreenProps['go'] }) {
  return (
    <section className="card empty">
      <p>{what}</p>
      <button type="button" className="primary" onClick={() => go(where)}>
        Go to {where}
      </button>
    </section>
  );
}
