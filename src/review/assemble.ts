import type { HeaderWriter } from '../apim/policy.js';
import { scopeKey } from '../apim/resource-key.js';
import { handWrittenKey } from '../cors/hand-written.js';
import { policyElsewhere } from '../cors/questions.js';
import { suggestionText } from '../layouts/scopes/scope-suggestion.js';
import { policyName } from '../layouts/policy-content.js';
import { refOf } from '../apim/replace-policies.js';
import { refKey } from '../text/policy-ref.js';
import type { Settings } from '../config/settings.js';
import type { Draft } from '../rules/rule.js';
import { isToldIn, profileOf } from '../config/told-rules.js';
import { rules } from '../rules/catalogue.js';
import { computedValues } from '../effective/computed-values.js';
import { compareSeverity } from '../effective/severity.js';
import type { Severity } from '../text/scales.js';
import { hasNewRefusals, isUnreadPart } from './against-proof.js';
import { changedOperations, changesOf, totalOperations } from './changes.js';
import { toldOnce } from './extracts.js';
import { InEnvironments } from './in-environments.js';
import { evaluatePair, type EvaluatedPair } from './evaluate.js';
import type { Identified } from './fingerprint.js';
import { onePerService } from './once-per-service.js';
import { withConsequences } from './ignored-consequences.js';
import { Ignores, severityFrom } from './ignores.js';
import { keptElsewhere } from './kept-elsewhere.js';
import { underConditions } from './under-conditions.js';
import type { Material } from './material.js';
import { movedAddresses } from './moved-addresses.js';
import { overEnvironments, withoutCopies } from './over-environments.js';
import { checkedOriginsTold, checksDiffer, givenAlike, metAlike, untoldChecksAlike } from './checked-origins.js';
import { unlistedRequests } from './passed-on.js';
import { newlyDeployed } from './newly-deployed.js';
import { isOpen } from '../text/open-parts.js';
import type { Pair } from './sides.js';
import type { Finding, IgnoredFinding, Review, Unreviewed } from './review.js';
import type { SourcedFinding, Suggested } from './suggest.js';
import { followedAlike, isSaved, keysAlike, membersAlike, openlyPlacedAlike, publishedAlike, requestsAlike, typedAlike } from './known-alike.js';
import { told } from './told.js';
import { spelledAlike } from './spelled-origins.js';
import { reasonsThatHold } from './unproven.js';
import { evaluateUnplaced, type Unseen } from './unplaced.js';

const noSuggestions: Suggested = { suggestions: new Map(), notes: [] };

/** Evaluates what was read, and makes the Review. */
export async function assemble(material: Material): Promise<Review> {
  const { mode, pairs, trees, options } = material;
  const { settings } = options;
  const ignores = new Ignores(settings, options.today, mode === 'scan');
  const evaluated: EvaluatedPair[] = [];
  for (const pair of pairs) {
    ignores.read(pair.base, pair.head);
    evaluated.push(await evaluatePair(pair, mode, material.changed, settings));
  }
  options.onEvaluated?.(pairs);
  const aside = await evaluateUnplaced(material.unseen.unplaced, settings.assume);
  for (const { pair } of aside) ignores.read(pair.base, pair.head);
  const changes = changesOf(evaluated);
  const { candidates: found, ignored } = withConsequences(sortOut([...evaluated, ...aside], { settings, mode }, ignores), changes);
  const { candidates: distinct, notes: onExtracts } = toldOnce(found, evaluated);
  const candidates = onePerService(distinct);
  const isCounted = ({ status }: Finding): boolean => status === 'new' || settings.reportExisting;
  const wanted =
    options.isWithoutRepairs === true ? [] : candidates.filter(({ finding, identified }) => isCounted(finding) && identified.draft.repairs !== null);
  const { suggestions, notes } =
    wanted.length === 0 ? noSuggestions : await (await import('./suggest.js')).suggest(wanted, { candidates, changes, evaluated }, material);
  const repaired = candidates.map((one) => ({ ...one, finding: { ...one.finding, suggestions: suggestions.get(one.finding.fingerprint) ?? [] } }));
  const findings = mode === 'scan' ? overEnvironments(repaired, options.known ?? new Set(), new InEnvironments(evaluated)) : withoutCopies(repaired);
  const counted = findings.filter(isCounted);
  const coverage = coverageOf(material);
  // APIs that are kept elsewhere and inherit a change count as one each, and are not among the evaluated ones.
  const changed = changedOperations(changes);
  // A scan without any evaluation must not say that all is well.
  const isBlind = mode === 'scan' && coverage.reviewed === 0;
  const moved = mode === 'scan' ? { apis: [], operations: [] } : movedAddresses(pairs);
  const isMoved = moved.apis.length + moved.operations.length > 0;
  const onMoves = isMoved ? [{ code: 'addresses-move', given: moved } as const] : [];
  const fresh = mode === 'scan' ? [] : newlyDeployed(pairs);
  const onFresh = fresh.length === 0 ? [] : [{ code: 'newly-deployed', given: { paths: fresh } } as const];
  // A new attribute or list changes nobody's access, and whether form posts of other sites get through.
  const { end, pass, untold } = mode === 'scan' || changes.length > 0 ? { end: [], pass: [], untold: [] } : unlistedRequests(pairs);
  const onUnlisted = end.length + pass.length === 0 ? [] : [{ code: 'unlisted-requests', given: { end, pass } } as const];
  const isChecked = mode === 'review' && checksDiffer(pairs);
  const checked = isChecked ? checkedOriginsTold(pairs) : [];
  const onChecked = checked.length === 0 ? [] : [{ code: 'checked-requests', given: { found: checked } } as const];
  const all = [
    ...notes,
    ...onUnlisted,
    ...onChecked,
    ...onMoves,
    ...onFresh,
    ...onExtracts,
    ...ignores.unused(material.everything),
    ...material.unusedOptions,
  ];
  const everywhere = [...pairs, ...aside.map(({ pair }) => pair)];
  const computed = computedValues([...everywhere.map(({ head }) => head), ...everywhere.map(({ base }) => base)]);
  const isRefusing = hasNewRefusals(findings, ignored);
  const provenUnchanged =
    mode === 'review' &&
    settings.assume.get(policyElsewhere.id) !== 'holds-cors' && // What stands behind an unknown <cors> is never compared.
    material.serviceFiles > 0 &&
    changes.length === 0 &&
    !isMoved &&
    pairs.every((pair) => keysAlike(pair) && publishedAlike(pair) && membersAlike(pair) && typedAlike(pair) && openlyPlacedAlike(pair)) &&
    fresh.length === 0 &&
    onUnlisted.length + untold.length === 0 &&
    !isChecked &&
    pairs.every((pair) => untoldChecksAlike(pair) && metAlike(pair) && spelledAlike(pair) && givenAlike(pair)) &&
    material.unseen.unreviewed.length === 0 &&
    !findings.some(isUnreadPart) &&
    !isRefusing &&
    !evaluated.some(isTooMuch) &&
    ![...evaluated, ...aside].some(hasNewError) &&
    pairs.every((pair) => isUnderstood(pair) && answersApartAlike(pair) && requestsAlike(pair) && followedAlike(pair) && isSaved(pair));
  const isTold = mode === 'review' && changes.length === 0 && !provenUnchanged;
  const unproven = !isTold
    ? []
    : reasonsThatHold({
        'not-reviewed': () => material.unseen.unreviewed.length > 0,
        'not-understood': () => findings.some(isUnreadPart) || evaluated.some(isTooMuch) || !pairs.every(isUnderstood),
        refused: () => !pairs.every(isSaved),
        'request-headers': () => !pairs.every(requestsAlike),
        'not-followed': () => !pairs.every(followedAlike),
        addresses: () => isMoved,
        'open-addresses': () => !pairs.every(openlyPlacedAlike),
        keys: () => !pairs.every(keysAlike),
        types: () => !pairs.every(typedAlike),
        publication: () => !pairs.every(publishedAlike),
        membership: () => pairs.every(keysAlike) && !pairs.every(membersAlike),
        'newly-deployed': () => fresh.length > 0,
        'new-error': () => [...evaluated, ...aside].some(hasNewError),
        spelling: () => !pairs.every(spelledAlike),
        'unlisted-requests': () => onUnlisted.length + untold.length > 0,
        'checked-requests': () => isChecked,
        'given-back': () => !pairs.every(givenAlike),
        'untold-checks': () => !pairs.every(untoldChecksAlike),
        'new-refusals': () => isRefusing,
        'met-otherwise': () => !pairs.every(metAlike),
        'answers-apart': () => !pairs.every(answersApartAlike),
      });
  return {
    mode,
    base: mode === 'scan' ? '' : trees.base.label,
    head: trees.head.label,
    conclusion: isBlind || failsOn(counted, settings.failOn) ? 'fail' : 'pass',
    failOn: settings.failOn,
    counts: countsOf(findings, counted),
    operations: { total: Math.max(totalOperations(pairs), changed), changed },
    coverage,
    elsewhere: settings.assume.has(policyElsewhere.id) ? [] : keptElsewhere(pairs),
    ...(mode === 'scan' ? { underConditions: underConditions(pairs, settings.assume) } : null),
    ...told({ findings, ignored, changes, notes: all }),
    unreviewed: unreviewedIn(material.unseen, findings),
    provenUnchanged,
    ...(provenUnchanged && pairs.some(hasOtherBaseValues) ? { isProvenByFilesAlone: true as const } : null),
    ...(unproven.length === 0 ? null : { unproven }),
    serviceFilesChanged: material.serviceFiles,
    ...(computed.length === 0 ? {} : { computed }),
    assumptions: [...settings.assume].map(([name, value]) => `${name}=${value}`),
  };
}

/**
 * Whether nothing that matters was left out: a part that is not understood is the same on both sides only if its document is, and if nothing is filled in from
 * elsewhere.
 */
function isUnderstood({ base, head }: Pair): boolean {
  const sides = [base, head].map((state) => (state === null ? [] : state.documents().flatMap(({ file }) => (file.ok ? [file.document] : []))));
  if (sides.flat().every(({ notUnderstood }) => notUnderstood.length === 0)) return true;
  const ids = sides.map((documents) => new Set(documents.map(({ path, id }) => `${path}\0${id}`)));
  return sides.every((documents) =>
    documents.every(
      ({ path, id, notUnderstood }) =>
        notUnderstood.length === 0 ||
        (ids.every((side) => side.has(`${path}\0${id}`)) && notUnderstood.every(({ written }) => !isOpen(written, 'origin'))),
    ),
  );
}

/**
 * Whether the CORS headers of other answers than the normal one are written alike: in `<on-error>`, in fragments, and inside other policies. The access table
 * only describes the normal answer.
 */
function answersApartAlike({ base, head }: Pair): boolean {
  const [before, after] = [base, head].map((state) =>
    (state?.remarkable() ?? [])
      .flatMap(({ file, scope }) =>
        file.ok ? file.document.headerWriters.filter(isApart).map((writer) => [scopeKey(scope), handWrittenKey(writer)]) : [],
      )
      .map((one) => JSON.stringify(one))
      .sort(),
  );
  return JSON.stringify(before) === JSON.stringify(after);
}

function isApart({ section, inside }: HeaderWriter): boolean {
  return section === 'on-error' || section === 'backend' || section === 'fragment' || inside !== null;
}

/** For an environment with a file of values: the code's own values changed. */
function hasOtherBaseValues({ base, head }: Pair): boolean {
  return base !== null && head !== null && base.service.baseValues !== head.service.baseValues;
}

/** The findings to report, in order, and the ignored ones; one that several environments share is listed once. */
function sortOut(
  evaluated: readonly EvaluatedPair[],
  { settings, mode }: { readonly settings: Settings; readonly mode: Review['mode'] },
  ignores: Ignores,
): { readonly candidates: readonly SourcedFinding[]; readonly ignored: readonly IgnoredFinding[] } {
  const severity = severityFrom(settings.rules);
  const profile = profileOf(settings, mode);
  const quiet = new Set(rules.flatMap((rule) => (isToldIn(rule, profile) ? [] : [rule.id])));
  const quietRemarks = new Set(rules.flatMap(({ id, quietRemarks: upTo }) => (isToldIn({ quiet: upTo }, profile) ? [] : [id])));
  const isQuiet = ({ rule, isRemark }: Draft): boolean => quiet.has(rule) || (isRemark === true && quietRemarks.has(rule));
  const candidates: SourcedFinding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const { identified, from, environments } of oncePerFinding(evaluated)) {
    const { draft } = identified;
    const level = severity(draft.rule, draft.place.path, isQuiet(draft) ? 'off' : draft.severity);
    if (level === 'off') continue;
    const finding = { ...findingOf(identified, level, from), environments };
    const reason = ignores.of(identified);
    if (reason === null) candidates.push({ finding, identified, from });
    else ignored.push({ finding, ...reason });
  }
  candidates.sort((a, b) => compareFindings(a.finding, b.finding));
  return { candidates, ignored };
}

interface Told {
  readonly identified: Identified;
  readonly from: EvaluatedPair;
  /** As in a finding. */
  readonly environments: readonly string[] | null;
}

/** Each finding once, from the first environment in which it is new, or the worst of several. */
function oncePerFinding(evaluated: readonly EvaluatedPair[]): Iterable<Told> {
  const told = new Map<string, Told>();
  const everywhere = new InEnvironments(evaluated);
  const isNew = ({ identified: { fingerprint }, from }: Pick<Told, 'identified' | 'from'>): boolean => !from.existing.has(fingerprint);
  const found = new Map<string, Set<string | null>>();
  for (const from of evaluated) {
    for (const identified of from.found.values()) {
      const one = { identified, from };
      const known = told.get(identified.fingerprint);
      const isWorse =
        known === undefined ||
        (isNew(one) && !isNew(known)) ||
        (isNew(one) === isNew(known) && compareSeverity(identified.draft.severity, known.identified.draft.severity) > 0);
      if (isWorse) {
        // A lower severity in a development environment stays there.
        const others = known !== undefined && isNew(one) === isNew(known) ? (found.get(identified.fingerprint) ?? []) : [];
        told.set(identified.fingerprint, { ...one, environments: null });
        found.set(identified.fingerprint, new Set([...others, from.environment]));
      } else if (isNew(one) === isNew(known)) found.get(identified.fingerprint)?.add(from.environment);
    }
  }
  return [...told.values()].map((one) => ({
    ...one,
    environments: everywhere.namesOf(one.from, found.get(one.identified.fingerprint) ?? new Set()),
  }));
}

function findingOf({ draft, fingerprint }: Identified, severity: Severity, from: EvaluatedPair): Omit<Finding, 'environments'> {
  return {
    rule: draft.rule,
    severity,
    certainty: draft.certainty,
    status: from.existing.has(fingerprint) ? 'existing' : 'new',
    says: draft.says,
    path: draft.place.path,
    line: draft.place.line,
    endLine: draft.place.endLine,
    inner: draft.place.inner ?? null,
    elsewhere: [],
    fingerprint,
    environment: from.environment,
    targets: draft.targets,
    suggestions: [],
  };
}

/** Exceeding a bound prevents a proof, even if ignored. */
function isTooMuch({ found }: EvaluatedPair): boolean {
  return [...found.values()].some(({ draft }) => draft.says.code === 'not-understood.too-much');
}

/** A new error prevents a proof, even if ignored. */
function hasNewError({ found, existing }: EvaluatedPair): boolean {
  return [...found].some(([fingerprint, { draft }]) => draft.severity === 'error' && !existing.has(fingerprint));
}

/** Worst first, new before existing, then by place. */
function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(a.status === 'existing') - Number(b.status === 'existing') ||
    compareSeverity(b.severity, a.severity) ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
    a.line - b.line ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)
  );
}

function failsOn(counted: readonly Finding[], failOn: Settings['failOn']): boolean {
  return failOn !== 'never' && counted.some((finding) => compareSeverity(finding.severity, failOn) >= 0);
}

function countsOf(findings: readonly Finding[], counted: readonly Finding[]): Review['counts'] {
  const count = (level: Severity): number => counted.filter((finding) => finding.severity === level).length;
  const existing = findings.filter((finding) => finding.status === 'existing').length;
  return { error: count('error'), warning: count('warning'), info: count('info'), existing };
}

/** With an entry to paste for policies that only lack a scope, unless a finding already has the entry. */
function unreviewedIn({ unreviewed, suggestions }: Unseen, findings: readonly Finding[]): readonly Unreviewed[] {
  const told = new Set(findings.flatMap(({ says, path }) => (says.code === 'policy-without-scope' && says.given.suggestion !== null ? [path] : [])));
  return unreviewed.map(({ path, says }) => {
    const suggestion = suggestions.get(path);
    if (suggestion === undefined) return { path, says, scopeEntry: null, entry: null };
    const { entry } = suggestion;
    return { path, says, scopeEntry: told.has(path) ? null : suggestionText(suggestion), entry };
  });
}

/** Policies that the change touches (in a scan: all), and how many were evaluated. */
function coverageOf({ mode, pairs, changed, unseen }: Material): Review['coverage'] {
  const reviewed = new Map<string, string>();
  for (const { base, head } of pairs) {
    for (const state of [base, head]) {
      for (const { file } of state?.documents() ?? []) {
        const ref = refOf(file);
        if (mode === 'scan' || changed.paths.has(ref.path)) reviewed.set(refKey(ref), ref.path);
      }
    }
  }
  const files = new Set(reviewed.values());
  // A configuration of the publisher may hold policies, or values for them.
  const mayHold = ({ path, lacksScope, says }: Unseen['unreviewed'][number]): boolean =>
    lacksScope !== null || policyName.test(path) || says.code === 'configuration-named-otherwise' || says.code === 'published-otherwise';
  const aside = unseen.unreviewed.filter((one) => mayHold(one) && !files.has(one.path));
  return { changed: reviewed.size + aside.length, reviewed: reviewed.size };
}
