/** Every way to place images and labels in a plane. A new one is its name here, one file, and one line in projection-methods.ts. */
export const METHOD_NAMES = ["m2m", "pca", "tsne", "umap", "mds", "data-context-map", "mfm"] as const;

export type MethodName = (typeof METHOD_NAMES)[number];
