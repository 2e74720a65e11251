import type { ConnectionState } from '../../protocol.ts';
import { worded } from '../words.ts';

/** What Permutive says of the import. */
export function ImportFacts({ found }: { found: NonNullable<ConnectionState['import']> }) {
  const { id, name, relation, state, inherited } = found;
  return (
    <section className="panel" aria-label="The import">
      <header>
        <h2>{name}</h2>
      </header>
      <dl className="facts">
        <dt>Import ID</dt>
        <dd>
          <code>{id}</code>
        </dd>
        {relation !== undefined && (
          <>
            <dt>Relation</dt>
            <dd>{worded(relation)}</dd>
          </>
        )}
        {state !== undefined && (
          <>
            <dt>State</dt>
            <dd>{worded(state)}</dd>
          </>
        )}
        {inherited !== undefined && (
          <>
            <dt>Inherited</dt>
            <dd>{inherited ? 'Yes' : 'No'}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
