import { PropertyInjectors } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { injectorOf, validateStruct } from '../validation';

/**
 * Gives a construct below a scope the last word on its properties, by an injector of the scope itself, which CDK asks instead of
 * the app's, and which first asks that one. So the app's injector cannot choose anything that it must not, such as the code.
 *
 * @param type the class of the construct
 * @param keep returns the properties to use, from those of the app's injector and those that the library has passed
 */
export function keepOwnProperties<P extends object>(
  scope: Construct,
  type: { readonly PROPERTY_INJECTION_ID: string },
  keep: (injected: P, passed: P) => P,
): void {
  const constructUniqueId = type.PROPERTY_INJECTION_ID;
  const injector = injectorOf(scope, constructUniqueId);
  if (!injector) return;
  PropertyInjectors.of(scope).add({
    constructUniqueId,
    inject: (passed: P, context) => {
      const injected = injector.inject(passed, context) as P;
      if (context.scope !== scope) return injected;
      validateStruct(scope, 'props from a property injector', injected, {}, { allowOthers: true });
      return keep(injected, passed);
    },
  });
}
