/** The mark: a gate in a wall. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      className={className}
      fill="currentColor"
    >
      <path
        fillRule="evenodd"
        d="M3 2h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-3.5V10.5a3.5 3.5 0 0 0-7 0V18H3a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1Z"
      />
    </svg>
  );
}
