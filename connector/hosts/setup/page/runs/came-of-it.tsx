import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { useSearch } from 'wouter';
import type { RunFacts } from '../../../../receipt/index.ts';
import type { Basics, RunHead } from '../../protocol.ts';
import { number } from '../words.ts';
import { CausesOf } from './causes.tsx';
import { Requests } from './requests.tsx';
import { Rows } from './rows.tsx';
import { Segments } from './segments.tsx';

interface CameOfItProps {
  readonly run: number;
  readonly facts: RunFacts;
  readonly head: RunHead;
  readonly basics: Basics;
}

/** Causes, segments, rows, requests: the same run from four sides. */
export function WhatCameOfIt({ run, facts, head, basics }: CameOfItProps) {
  const { causes, requests, rows } = facts;
  const sought = new URLSearchParams(useSearch()).get('request');
  const messages = new Map<string, string>(basics.manifest.errors.map(({ code, message }) => [code, message]));
  return (
    <section className="panel" aria-label="What came of it">
      <Tabs defaultSelectedKey={sought === null ? 'causes' : 'requests'}>
        <TabList className="tabs" aria-label="What came of it">
          <Tab id="causes" className="place">
            Causes {causes.length > 0 && <span className="count">{number(causes.length)}</span>}
          </Tab>
          <Tab id="segments" className="place">
            Segments
          </Tab>
          <Tab id="rows" className="place">
            Rows
          </Tab>
          <Tab id="requests" className="place">
            Requests {requests.sent > 0 && <span className="count">{number(requests.sent)}</span>}
          </Tab>
        </TabList>
        <TabPanel id="causes">
          <CausesOf causes={causes} messages={messages} run={run} failed={rows.failed} running={head.running} />
        </TabPanel>
        <TabPanel id="segments">
          <Segments run={run} facts={facts} running={head.running} />
        </TabPanel>
        <TabPanel id="rows">
          <Rows run={run} facts={facts} running={head.running} />
        </TabPanel>
        <TabPanel id="requests">
          <Requests run={run} facts={facts} {...(sought !== null && { sought })} />
        </TabPanel>
      </Tabs>
    </section>
  );
}
