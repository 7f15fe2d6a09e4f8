import { Skeleton } from "../../ui/skeleton";
import { Table, TableBody, TableCell, TableRow } from "../../ui/table";
import { UserTableHeader } from "./user-table";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The list's own height and columns while it loads; said to nobody, the status line speaks. */
export function UserTableSkeleton() {
  return (
    <div aria-hidden="true">
      <Table className="table-fixed">
        <UserTableHeader />
        <TableBody>
          {ROWS.map((row) => (
            <TableRow key={row} className="h-14 xl:h-11">
              <TableCell className="max-w-none sm:max-w-none">
                <Skeleton className="w-40 max-w-full" />
                <Skeleton className="mt-1 h-3 w-56 max-w-full xl:hidden" />
              </TableCell>
              <TableCell className="max-md:hidden">
                <Skeleton className="w-20" />
              </TableCell>
              <TableCell className="max-lg:hidden">
                <Skeleton className="w-20" />
              </TableCell>
              <TableCell>
                <Skeleton className="size-5" />
              </TableCell>
              <TableCell isNumber className="max-sm:hidden">
                <Skeleton className="ml-auto w-20" />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
