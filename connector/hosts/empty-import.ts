/** An id of an import and of a key that nobody has. */
export const NOBODY = '00000000-0000-4000-8000-000000000000';

/** A Permutive that holds nothing: what the connector makes of a row is asked of it, without a request. */
export const emptyImport: typeof fetch = async (input) => {
  const { pathname } = new URL(input instanceof Request ? input.url : input);
  if (pathname.includes('/segments/code/')) return new Response('{}', { status: 404 });
  if (pathname.endsWith('/segments')) return Response.json({ elements: [], pagination: {} });
  return Response.json({ id: NOBODY });
};
