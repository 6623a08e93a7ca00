/** Why a call to Azure DevOps came to nothing. */
export type AzureRefusal =
  /** The build service may not. `right`: as the page of permissions names it. */
  | { readonly kind: 'permission'; readonly right: string }
  /** The token is not valid, or no longer. */
  | { readonly kind: 'token' }
  /** `seconds`: how long the limit lasts; null: not said. */
  | { readonly kind: 'limit'; readonly seconds: number | null }
  /** Not there; Azure DevOps says so too where a token may not see it. */
  | { readonly kind: 'missing' }
  /** It is not taken as it is. */
  | { readonly kind: 'invalid'; readonly status: number; readonly reason: string }
  /** Whether it was done is not known. */
  | { readonly kind: 'unanswered'; readonly reason: string };

/** A call that Azure DevOps did not carry out, or whose answer did not come. */
export class AzureError extends Error {
  constructor(readonly refusal: AzureRefusal) {
    super(azureWords(refusal));
  }
}

/** Rights by the names that error TF401027 gives them. */
const rights: Readonly<Record<string, string>> = {
  PullRequestContribute: 'Contribute to pull requests',
  GenericContribute: 'Contribute',
  GenericRead: 'Read',
};

/** Reads an answer that is no success. `reason`: what Azure DevOps said. Servers in trouble (5xx) and limits included. */
export function azureRefusal(status: number, reason: string, seconds: number | null): AzureRefusal {
  // Without a valid token the answer is the page to sign in, or the way to it.
  if (status === 401 || status === 203 || (status >= 300 && status < 400)) return { kind: 'token' };
  if (status === 403) {
    const name = /Git '(\w{1,60})' permission/.exec(reason)?.[1] ?? '';
    return { kind: 'permission', right: rights[name] ?? (name === '' ? 'Contribute to pull requests' : name) };
  }
  if (status === 404 || status === 410) return { kind: 'missing' };
  if (status === 429) return { kind: 'limit', seconds };
  return status >= 500 ? { kind: 'unanswered', reason: `${status} ${reason}`.trim() } : { kind: 'invalid', status, reason };
}

/** One sentence for the reader, without its full stop. */
export function azureWords(refusal: AzureRefusal): string {
  switch (refusal.kind) {
    case 'permission':
      return `the build service needs the permission "${refusal.right}" on this repository (403)`;
    case 'token':
      return 'Azure DevOps does not know the token, or it has ended (401)';
    case 'limit':
      return `the rate limit of Azure DevOps is used up${refusal.seconds === null ? '' : ` for another ${refusal.seconds} s`}, which was not waited for`;
    case 'missing':
      return 'it is not there, or the build service may not see it (404)';
    case 'invalid':
      return `Azure DevOps does not take it as it is (${refusal.status}): ${refusal.reason}`;
    case 'unanswered':
      return `Azure DevOps gave no answer that says whether it was done: ${refusal.reason}`;
  }
}
