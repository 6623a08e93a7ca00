import type { facts } from './facts.js';
import * as sources from './sources.js';
import type { Source } from './sources.js';

/** A row of the table of observed gateways. */
const seen = (title: string, url: string): Source => ({ title, url });

const optionsPipelineCheck = seen(
  'holiday-peak-hub pull request 1103, a check of a live gateway with an OPTIONS operation',
  'https://github.com/Azure-Samples/holiday-peak-hub/pull/1103',
);
const openProductChange = seen(
  'pagopa/cstar-infrastructure, <cors> in the policy of an open product, in production',
  'https://github.com/pagopa/cstar-infrastructure/commit/cb865a5150ad51deaa6a30389ae826ec17c1bbbc',
);
const trailingSlashChange = seen(
  'pagopa/io-infra, origins with a trailing slash, in production',
  'https://github.com/pagopa/io-infra/commit/5288807ba71b5ffa58b1c6cdc9cd5b43aba66b7e',
);
const namedValueOriginPolicy = seen(
  'IATI/apim-iati-gateway, a named value inside an <origin>, in production',
  'https://github.com/IATI/apim-iati-gateway/commit/cda35cbbd7fb0a1d93d8626c95b5169b5251b1f2',
);

const headersLeftOutPolicy = seen(
  'IATI/apim-iati-gateway, a <cors> without <allowed-headers>, in production',
  'https://github.com/IATI/apim-iati-gateway/commit/cda35cbbd7fb0a1d93d8626c95b5169b5251b1f2',
);

const page = sources.corsPolicyPage;

/** Each fact in one sentence, with its sources, for documents. Not part of any bundle. */
export const grounds: Readonly<Record<keyof typeof facts, readonly [says: string, source: sources.Source]>> = {
  firstCorsDecides: ['The first <cors> of the effective policy that lists the origin answers.', page],
  unmatchedEnds: ['A <cors> with terminate-unmatched-request true answers an origin that it does not list with an empty 200.', page],
  unmatchedPassesOn: ['With terminate-unmatched-request false the next <cors> is asked.', page],
  laterUnmatchedEnds: [
    'A later <cors> that does not list the origin ends the request as the first one would, and where none lists it the preflight gets an empty 200.',
    page,
  ],
  otherMethodsPassOn: ['What is documented of GET and HEAD requests that go on without CORS headers holds for other methods too.', page],
  noCorsNoRoute: ['A preflight without any <cors> in scope gets 404.', page],
  operationOfPreflight: ['The operation that a preflight means is the one for its path and Access-Control-Request-Method.', page],
  optionsPipelineAnswers: ['A <cors> in the pipeline of an operation with method OPTIONS answers the preflight itself.', optionsPipelineCheck],
  optionsPipelineRunsAll: [
    'In the pipeline of an operation with method OPTIONS every policy runs, the check of the subscription key included.',
    page,
  ],
  openProductAnswers: ['The <cors> of a product that needs no subscription answers preflights.', openProductChange],
  keyInUrlAnswers: ['A key in the URL brings the policy of its product into the preflight, one in a header does not.', page],
  versionlessReachesOriginal: ['A preflight that names no version reaches the API without a version at its path.', page],
  nestedIsNoCandidate: ['A <cors> inside another policy has no part in a preflight: the page asks for direct children of <inbound>.', page],
  nestedRunsAtRequest: ['A <cors> inside another policy decorates the request itself when it is reached.', page],
  fragmentRunsAtRequest: ['A <cors> in a fragment decorates the request itself.', sources.fragmentKeyIssue],
  trailingSlashTolerated: ['A trailing slash in <origin> does no harm.', trailingSlashChange],
  namedValueInOrigin: ['A named value in <origin> is put in.', namedValueOriginPolicy],
  defaultPortIsNone: ['The default port of a scheme may be written or left out.', page],
  hostCaseIgnored: ['Scheme and host of an <origin> are compared without their case.', page],
  unicodeHostConverted: ['A host in Unicode is compared as browsers send it, in punycode.', page],
  originTrimmed: ['White space and quotes around an <origin> do no harm.', page],
  invalidOriginMatchesNobody: ['What is no scheme, host and port is refused at save, and lets nobody in.', sources.originErrorPage],
  wildcardSubdomainRefused: ['An origin with a wildcard inside is refused at save.', sources.originErrorPage],
  absentMethods: ['Without <allowed-methods> GET and POST are allowed.', page],
  headersLeftOut: ['A <cors> without <allowed-headers>, which the page says is needed, is saved and counts.', headersLeftOutPolicy],
  absentHeaders: ['Without <allowed-headers> no header beyond the safelisted ones is allowed.', page],
  headerNamesWhole: ['A header name with a wildcard, or one that begins others, means itself alone.', page],
  refusedBeforeCors: ['What ends the request before a <cors> has run answers without CORS headers.', sources.errorHandlingPage],
  refusedBehindCors: ['What ends the request behind a <cors> that matched answers with its headers.', sources.errorHandlingPage],
  keyRefusalDecorated: [
    'A 401 for a missing key has the headers of a <cors> in the policy itself, and not those of one in a fragment.',
    sources.fragmentKeyIssue,
  ],
  handWrittenRuns: ['What <outbound> writes is put on the answer of the backend.', sources.setHeaderPage],
  answerWritten: ['What <return-response> holds is the whole answer: its status, and the headers that it sets.', sources.returnResponsePage],
  errorWritten: ['What <on-error> writes is put on the answer to an error, and on no other.', sources.errorHandlingPage],
  optionsAnswersItself: ['An operation with method OPTIONS whose pipeline holds no <cors> for the origin answers with what its backend says.', page],
  browsersLeaveStandard: [
    'Browsers let this pass, and the Fetch standard does not: measured in Chromium, Firefox and WebKit.',
    sources.fetchStandard,
  ],
};
