/** What the service's answers hold. */
import { type Static, Type } from '@sinclair/typebox';

const Text = Type.String();
const OUTCOMES = ['created', 'updated', 'deleted', 'unchanged', 'refused'] as const;
const Status = Type.Union(OUTCOMES.map((outcome) => Type.Literal(outcome)));
const Result = Type.Object({ email: Text, status: Status, message: Type.Optional(Text) });
const Kept = Type.Object({ email: Text, name: Type.Optional(Text), score: Type.Optional(Type.Number()) });
export const Body = Type.Partial(
  Type.Object({
    scopes: Type.Array(Text),
    job: Text,
    results: Type.Array(Result),
    contacts: Type.Array(Kept),
    error: Type.Object({ message: Text }),
  }),
);
export const refusalIn = ({ error }: Static<typeof Body>): string | undefined => error?.message;
