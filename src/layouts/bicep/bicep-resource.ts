import type { ArmResource } from '../arm/arm-resource.js';
import { propertyIn } from '../arm/arm-resource.js';
import type { Value } from '../deployed/deployed-value.js';
import type { WrittenAt } from '../deployed/deployed.js';
import { flag, nothing } from '../deployed/values.js';
import { objectLiteral, type DeclaredStatement } from './bicep-files.js';
import type { BicepModule, Instance } from './bicep-module.js';
import type { DeclaredResource, BicepExpression } from './bicep-syntax.js';
import { linkedText } from './linked-text.js';

/** One instance of a Bicep resource. */
export class BicepResource implements ArmResource {
  readonly type: string;
  readonly address: string;
  readonly #module: BicepModule;
  readonly #declared: DeclaredStatement<DeclaredResource>;
  readonly #instance: Instance;
  #properties: Value | null = null;

  constructor(module: BicepModule, declared: DeclaredStatement<DeclaredResource>, instance: Instance) {
    this.#module = module;
    this.#declared = declared;
    this.#instance = instance;
    this.type = module.typeOf(declared);
    this.address = module.addressOf(declared) + instance.key;
  }

  get names(): readonly Value[] {
    return this.#module.namesOf(this.#declared, this.#instance);
  }

  get #body(): BicepExpression {
    return this.#declared.statement.value;
  }

  property(path: string): Value {
    if (this.#properties === null) {
      const own = this.#module.entryOf(this.#body, 'properties');
      this.#properties = own === null ? nothing : this.#module.evaluate(own, this.#instance);
    }
    return propertyIn(this.#properties, path);
  }

  at(path: string): WrittenAt {
    const properties = objectLiteral(this.#body)?.entries.find(({ key }) => key === 'properties');
    const inner = properties === undefined ? undefined : objectLiteral(properties.value)?.entries.find(({ key }) => key === path);
    return { path: this.#module.path, offset: (path === '' ? null : (inner ?? properties)?.start) ?? this.#declared.statement.start };
  }

  get condition(): Value {
    return flag(this.#module.isDeployed(this.#body, this.#instance) !== 'no');
  }

  linked(url: Value): Value {
    return linkedText(url, this.#module.path, this.#module.context.files);
  }
}
