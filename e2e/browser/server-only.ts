// Stands in for the package of that name: the tests make their people with the server's own modules.
export {};
