import { Link } from 'wouter';
import type { TaxonomyLine } from '../../taxonomy-view.ts';
import { SegmentName } from '../changes/segment-name.tsx';
import { Icon } from '../icon.tsx';
import { price } from '../words.ts';
import { LABELS, Shape } from './ownership.tsx';

/** One segment of the import. */
export function HeldSegment({ line, runs }: { line: TaxonomyLine | undefined; runs: boolean }) {
  if (line === undefined) return <div className="held" aria-hidden="true" />;
  const { name, code, description, categories, cpm, whose, edited, written } = line;
  return (
    <div className="held">
      <span className="name">
        <span>
          <SegmentName name={name ?? code} />
          {edited?.map(({ field, was }) => (
            <span key={field} className="chip skipped">{`${field} edited elsewhere, ${was} before`}</span>
          ))}
          {line.protected && (
            <span className="chip line">
              <Icon name="lock" /> protected
            </span>
          )}
        </span>
        {description !== undefined && (
          <span className="description">
            <bdi>{description}</bdi>
          </span>
        )}
      </span>
      <code>{code}</code>
      <span className="categories">{categories?.join(', ')}</span>
      <span className="num price">{price(cpm)}</span>
      {whose !== undefined && (
        <span className="whose">
          <Shape whose={whose} /> {LABELS[whose].toLowerCase()}
        </span>
      )}
      {runs && (
        <span className="writer">
          {written === undefined ? (
            <span className="quiet">none known</span>
          ) : (
            <>
              <Link href={`/runs/${written.run}`}>{`run ${written.run}`}</Link>
              {written.unsure && ', not known'}
            </>
          )}
        </span>
      )}
    </div>
  );
}
