import "server-only";
import { builder, guardExtensions } from "./builder";
import { type Context, type Guard, requireGuard } from "./context";

type Link = {
  /** The object type that it hangs on. */
  on: unknown;
  name: string;
  type: unknown;
  description: string;
  guard: Guard;
  resolve: (parent: Record<string, unknown>, context: Context) => Promise<unknown> | unknown;
};

/** A field of an answer that leads on to something with a scope of its own. */
export function addLink({ on, name, type, description, guard, resolve }: Link): void {
  builder.objectField(on as never, name, (t) =>
    t.field({
      type,
      nullable: true,
      description,
      extensions: guardExtensions(guard),
      resolve: (parent: Record<string, unknown>, _args: unknown, context: Context) => {
        requireGuard(context.visitor, guard);
        return resolve(parent, context);
      },
    } as never),
  );
}
