import { deepestFragment, type Layer } from '../apim/layers.js';
import type { FlowStep, PolicyDocument, SectionName } from '../apim/policy.js';
import { CodeScope, NotFollowable, Unknown, type CSharpValue } from '../cors/expression/value.js';
import { setBy } from './fate.js';
import type { FlowService } from './flow-service.js';
import { StepValues } from './step-values.js';
import { Way, type BranchTaken, type FlowSpot, type StepBudget } from './way.js';

/**
 * The one way of a request along its layers: where `<base />` leads, what stands in a fragment, what is not known any more where a policy is not here, what
 * sets a variable and what checks the origin. Where a condition is not known both ways are gone. What else a step does is for the subclass to say, and
 * so is what holds around it (`Under`). `Ending`: how a section ends that does not go on.
 */
export abstract class FlowWalk<Under, Ending extends string> {
  protected readonly values: StepValues;
  protected way: Way;
  protected section: SectionName = 'inbound';

  constructor(
    protected readonly service: FlowService,
    readonly layers: readonly Layer[],
    budget: StepBudget,
    protected readonly declared: ReadonlySet<string>,
  ) {
    this.values = new StepValues(service);
    this.way = new Way('', [], budget, declared);
  }

  /** What comes of a step, as far as that is the same for all walks. Throws `Exhausted`. */
  protected step(step: FlowStep, spot: FlowSpot & Under): Ending | 'goes-on' {
    switch (step.kind) {
      case 'base':
        // A fragment has no scope of its own to inherit from.
        return spot.depth > 0 ? 'goes-on' : this.runLayer(spot.layer + 1, spot);
      case 'fragment':
        return this.fragment(step.id, spot);
      case 'variable':
        this.way.variables.set(step.name, step.from === undefined ? this.valueOf(step.value, spot) : setBy(step.from));
        break;
      case 'request-origin':
        this.way.origin = step.value === null ? new Unknown('open', 'origin') : this.valueOf(step.value, spot);
        break;
      case 'forward':
        this.way.isForwarded = true;
        break;
      case 'choose':
      case 'answer':
      case 'origin-check':
      case 'effect':
      case 'open-header':
      case 'request-method':
      case 'request-part':
      case 'writer':
      case 'cors':
    }
    return 'goes-on';
  }

  /** A document whose steps are not kept. */
  protected abstract passBy(document: PolicyDocument, section: SectionName | 'fragment'): void;

  /** The section at hand, from a layer on. */
  protected runLayer(layer: number, under: Under): Ending | 'goes-on' {
    const at = this.layers[layer];
    // Without a policy for all APIs, API Management has one that forwards.
    if (at === undefined) this.way.isForwarded ||= this.section === 'backend';
    if (at === undefined) return 'goes-on';
    const { file, scope } = at;
    if (file?.ok === false) this.loseSight();
    if (file?.ok !== true) return this.runLayer(layer + 1, under);
    const { document } = file;
    if (document.flow === null) this.passBy(document, this.section);
    const steps = document.flow?.get(this.section);
    return steps === undefined ? this.runLayer(layer + 1, under) : this.steps(steps, { ...under, document, scope, layer, depth: 0 });
  }

  protected steps(steps: readonly FlowStep[], spot: FlowSpot & Under): Ending | 'goes-on' {
    for (const step of steps) {
      this.way.spend(1);
      const ending = this.step(step, spot);
      if (ending !== 'goes-on') return ending;
    }
    return 'goes-on';
  }

  private fragment(id: string, spot: FlowSpot & Under): Ending | 'goes-on' {
    const { workspace } = spot.scope;
    const file = this.service.fragment(id, workspace);
    const document = file?.ok === true ? file.document : null;
    const steps = document?.flow === null ? [] : document?.flow.get('fragment');
    if (document === null || steps === undefined || spot.depth >= deepestFragment) {
      this.loseSight();
      return 'goes-on';
    }
    if (document.flow === null) this.passBy(document, 'fragment');
    return this.steps(steps, { ...spot, document, scope: { kind: 'fragment', workspace, id, operation: null }, depth: spot.depth + 1 });
  }

  /** A document or fragment that is not here may set any variable. */
  protected loseSight(): void {
    this.way.variables = new Map();
    this.way.mayHaveOthers = true;
  }

  /** Whether `<check-header name="Origin">` refuses the request. */
  protected isRefused({ values, ignoresCase }: Extract<FlowStep, { kind: 'origin-check' }>, spot: FlowSpot): boolean {
    if (values.length === 0) return false;
    const scope = new CodeScope(this.way);
    return !values.some((value) => {
      try {
        return scope.holds(scope.equal(this.way.origin, this.valueOf(value, spot), ignoresCase));
      } catch (error) {
        if (!(error instanceof NotFollowable)) throw error;
        return this.way.decide(new Unknown('open', `allows ${value ?? ''}`));
      }
    });
  }

  /** What the text of an attribute or element comes to. */
  protected valueOf(text: string | null, { scope }: Pick<FlowSpot, 'scope'>): CSharpValue {
    return this.values.of(text, scope.workspace, this.way);
  }
}

/** The ways that go otherwise at one of the decisions behind a script, each as the script that leads there; the last decision first. */
export function* otherWays(trail: readonly BranchTaken[], script: readonly boolean[]): Iterable<readonly boolean[]> {
  for (let at = trail.length - 1; at >= script.length; at -= 1) yield [...trail.slice(0, at).map(({ value }) => value), true];
}
