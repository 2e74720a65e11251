import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import type { MembershipsTold } from '../../protocol.ts';
import { postFile } from '../api.ts';
import { Fault } from '../fault.tsx';
import { Icon } from '../icon.tsx';
import { useAction } from '../use-action.ts';
import { many, number } from '../words.ts';

const SHOWN = 20;
const CAUSES = {
  case_differs: 'upper and lower case differ',
  zero_stripped: 'a leading zero is missing',
  code_is_name: 'it is a segment’s name',
  code_is_segment_id: 'it is a segment’s ID',
  space: 'it holds a space',
  not_there: 'not in the taxonomy',
} as const;

/** What Permutive would pass over without a word, said before the upload (B-7). */
export function Memberships() {
  const { busy, fault, run } = useAction();
  const [told, setTold] = useState<{ name: string; report: MembershipsTold }>();
  const check = (file: File) =>
    run(async () => {
      const path = `/api/memberships?name=${encodeURIComponent(file.name)}`;
      setTold({ name: file.name, report: await postFile<MembershipsTold>(path, file) });
    });
  return (
    <section className="panel" aria-label="Membership files">
      <header>
        <h2>Do your membership files name these codes?</h2>
        <span className="small quiet">
          Permutive passes over codes that the taxonomy does not know, without a word. Users are counted here, never
          shown or kept.
        </span>
        <span className="grow" />
        <FileTrigger onSelect={(files) => files?.[0] !== undefined && check(files[0])}>
          <Button className="button small" isDisabled={busy}>
            {busy && <span className="spinner" />} Check a membership file
          </Button>
        </FileTrigger>
      </header>
      <Fault text={fault} />
      {told !== undefined && <Report name={told.name} report={told.report} />}
    </section>
  );
}

function Report({ name, report }: { name: string; report: MembershipsTold }) {
  const {
    lines,
    codes,
    unknownCodes,
    losingAll,
    losingSome,
    lineErrors,
    fileFaults,
    segmentsWithoutLines = 0,
  } = report;
  const wrong = lineErrors.reduce((sum, { count }) => sum + count, 0) + fileFaults.length;
  const well = codes.unknown === 0 && wrong === 0;
  return (
    <div role="status">
      <p className={well ? 'nothing' : 'nothing wrong'}>
        <Icon name={well ? 'tick' : 'warning'} />{' '}
        <span>
          <b>{name}</b>
          {`: ${many(lines, 'line')}, ${number(codes.total)} codes, ${number(codes.unknown)} of them unknown. `}
          {losingAll.count > 0 && `${many(losingAll.count, 'user')} would join nothing. `}
          {losingSome.count > 0 && `${many(losingSome.count, 'user')} would lose some. `}
          {segmentsWithoutLines > 0 && `${many(segmentsWithoutLines, 'segment')} would get nobody.`}
        </span>
      </p>
      {lineErrors.map(({ error, count, first }) => (
        <p key={error} className="nothing">
          {`${error}: ${many(count, 'line')}, the first is line ${number(first[0]?.line ?? 0)}.`}
        </p>
      ))}
      {fileFaults.map(({ fault }) => (
        <p key={fault} className="nothing">
          {fault === 'damaged_archive'
            ? 'The archive is damaged: lines after the break were not read.'
            : 'The extension does not fit the content: .gz is for gzip alone.'}
        </p>
      ))}
      {unknownCodes.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Unknown code</th>
              <th scope="col" className="num">
                Lines
              </th>
              <th scope="col">Likely cause</th>
            </tr>
          </thead>
          <tbody>
            {unknownCodes.slice(0, SHOWN).map(({ code, lines: on, cause, meant }) => (
              <tr key={code}>
                <td>
                  <code>{code}</code>
                </td>
                <td className="num">{number(on)}</td>
                <td>{`${CAUSES[cause]}${meant === undefined ? '' : `: ${meant}`}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
