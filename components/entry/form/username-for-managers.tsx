/** Tells a password manager whose password is being chosen; nobody sees or reaches it. */
export function UsernameForManagers({ email }: { email: string }) {
  return (
    <input
      type="text"
      autoComplete="username"
      value={email}
      readOnly
      aria-hidden="true"
      tabIndex={-1}
      className="sr-only"
    />
  );
}
