import type { ReferenceField } from "@/lib/api/rest/reference";

/** What is sent or comes back, field by field. */
export function Fields({
  title,
  fields,
  requiredWord,
}: {
  title: string;
  fields: readonly ReferenceField[];
  requiredWord: string;
}) {
  if (fields.length === 0) return null;
  return (
    <div className="mt-4">
      <h4 className="text-sm font-medium">{title}</h4>
      <dl className="mt-1 text-sm">
        {fields.map(({ name, type, isRequired, description }) => (
          <div
            key={name}
            className="border-b border-line py-2 last:border-b-0 sm:grid sm:grid-cols-[14rem_1fr] sm:gap-4"
          >
            <dt className="min-w-0">
              <code className="font-mono break-words">{name}</code>
              {isRequired && <span className="ml-2 text-xs text-muted">{requiredWord}</span>}
            </dt>
            <dd className="min-w-0">
              <code className="font-mono break-words text-muted">{type}</code>
              {description !== "" && <p className="text-muted">{description}</p>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
