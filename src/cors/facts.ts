import type { Certainty } from '../text/scales.js';

/**
 * What is assumed about API Management, each fact with its certainty. The walk notes which facts a result needs; the certainty of the result follows from that
 * alone. fact-grounds.ts states each fact and its sources.
 */
export interface Fact {
  readonly id: string;
  readonly certainty: Certainty;
}

function fact(id: string, certainty: Certainty): Fact {
  return { id, certainty };
}

/** The facts by name. */
export const facts = {
  firstCorsDecides: fact('first-cors-decides', 'documented'),
  unmatchedEnds: fact('unmatched-ends', 'documented'),
  unmatchedPassesOn: fact('unmatched-passes-on', 'documented'),
  laterUnmatchedEnds: fact('later-unmatched-ends', 'inferred'),
  otherMethodsPassOn: fact('other-methods-pass-on', 'inferred'),
  noCorsNoRoute: fact('no-cors-no-route', 'documented'),
  operationOfPreflight: fact('operation-of-preflight', 'inferred'),
  optionsPipelineAnswers: fact('options-pipeline-answers', 'reported'),
  optionsPipelineRunsAll: fact('options-pipeline-runs-all', 'inferred'),
  openProductAnswers: fact('open-product-answers', 'reported'),
  keyInUrlAnswers: fact('key-in-url-answers', 'documented'),
  versionlessReachesOriginal: fact('versionless-reaches-original', 'inferred'),
  nestedIsNoCandidate: fact('nested-is-no-candidate', 'inferred'),
  nestedRunsAtRequest: fact('nested-runs-at-request', 'inferred'),
  fragmentRunsAtRequest: fact('fragment-runs-at-request', 'reported'),
  trailingSlashTolerated: fact('trailing-slash-tolerated', 'reported'),
  namedValueInOrigin: fact('named-value-in-origin', 'reported'),
  defaultPortIsNone: fact('default-port-is-none', 'documented'),
  hostCaseIgnored: fact('host-case-ignored', 'inferred'),
  unicodeHostConverted: fact('unicode-host-converted', 'inferred'),
  originTrimmed: fact('origin-trimmed', 'inferred'),
  invalidOriginMatchesNobody: fact('invalid-origin-matches-nobody', 'inferred'),
  wildcardSubdomainRefused: fact('wildcard-subdomain-refused', 'reported'),
  absentMethods: fact('absent-methods', 'documented'),
  absentHeaders: fact('absent-headers', 'inferred'),
  headersLeftOut: fact('headers-left-out', 'reported'),
  headerNamesWhole: fact('header-names-whole', 'inferred'),
  refusedBeforeCors: fact('refused-before-cors', 'inferred'),
  refusedBehindCors: fact('refused-behind-cors', 'inferred'),
  keyRefusalDecorated: fact('key-refusal-decorated', 'reported'),
  handWrittenRuns: fact('hand-written-runs', 'inferred'),
  answerWritten: fact('answer-written', 'documented'),
  errorWritten: fact('error-written', 'documented'),
  optionsAnswersItself: fact('options-answers-itself', 'inferred'),
  browsersLeaveStandard: fact('browsers-leave-standard', 'reported'),
} as const;
