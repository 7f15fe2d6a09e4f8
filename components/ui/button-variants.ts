import { cva, type VariantProps } from "class-variance-authority";

export const buttonVariants = cva(
  [
    "relative inline-flex select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border text-sm font-medium",
    "transition-colors duration-100 [&_svg]:size-4 [&_svg]:shrink-0",
    "[&:disabled:not([data-waiting])]:opacity-55 [&[aria-disabled]:not([aria-busy])]:opacity-55",
  ],
  {
    variants: {
      variant: {
        primary: "border-accent bg-accent text-on-fill hover:border-accent-strong hover:bg-accent-strong",
        secondary: "border-edge bg-raised text-ink hover:bg-sunken",
        danger: "border-danger bg-danger text-on-fill hover:border-danger-strong hover:bg-danger-strong",
        ghost: "border-transparent bg-transparent text-ink hover:bg-sunken",
      },
      size: {
        md: "h-11 px-4 sm:h-10",
        sm: "h-11 px-3 sm:h-8",
        icon: "size-11 sm:size-10",
      },
      wide: { true: "w-full" },
    },
    defaultVariants: { variant: "primary", size: "md" },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;
