/** What a host is told of it: its settings, its errors, its columns. */
import { errorsFor } from '../any-destination/errors.ts';
import { manifestOf } from '../any-destination/manifest.ts';
import { settingsFor } from '../any-destination/settings.ts';

export const settings = settingsFor({
  baseUrl: 'https://api.contacts.example',
  batchSize: 500,
  token: {
    description: 'From Settings > API, with the scope contacts:write. It also says which account is meant.',
    pattern: '^[\\w-]{16,}$',
  },
});

const { errorOf, errors } = errorsFor('contacts', {
  authentication_failed: 'Make a new one in Settings > API.',
  insufficient_permissions: 'Give it the scope contacts:write.',
});

export const manifest = manifestOf({
  id: 'contacts',
  name: 'Contacts',
  category: 'email',
  description: 'Keeps the contacts of an account as an audience wants them.',
  site: 'https://contacts.example',
  settings,
  fields: { email: 'string', name: 'string', score: 'number' },
  permissions: ['contacts:write'],
  errors,
});
export { errorOf };
