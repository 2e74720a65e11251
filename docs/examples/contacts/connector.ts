/** A destination for the contacts of an invented service: bulk requests that become jobs, and a native upsert. */
import { connectorOf } from '../any-destination/connector.ts';
import { Body, refusalIn } from './answers.ts';
import { deliver } from './deliver.ts';
import { wantedBy } from './rows.ts';
import { errorOf, manifest, settings } from './settings.ts';

export default connectorOf({
  ...{ manifest, settings, errorOf, wantedBy, deliver, body: Body, refusalIn },
  headersOf: (token) => ({ authorization: `Bearer ${token}` }),
  async mayWrite(api) {
    const { body, error } = await api.send('check', 'account');
    return error ?? body?.scopes?.includes('contacts:write');
  },
});
