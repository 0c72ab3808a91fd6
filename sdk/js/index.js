// There are only types here. An import of them that is not `import type` finds this, and nothing in it.
export {};
