import { cn } from "../ui/cn";

/** An application's picture, or its first letter where it has none. The name stands beside it. */
export function Logo({ logo, name, className }: { logo: string | null; name: string; className?: string }) {
  const look = cn("size-10 shrink-0 rounded-md", className);
  // biome-ignore lint/performance/noImgElement: a `data:` picture; there is nothing to fetch or to make smaller
  if (logo) return <img src={logo} alt="" className={cn(look, "object-contain")} />;
  return (
    <span
      aria-hidden="true"
      className={cn(look, "flex items-center justify-center bg-sunken text-base font-semibold text-muted")}
    >
      {[...name.trim()][0]?.toUpperCase()}
    </span>
  );
}
