extension Operation {
    private static let image = Parameter.reference("name", "Name, name:tag, name@digest or id of the image.")

    /// Images on the engine.
    static let images: [Operation] = [
        Operation(
            "ImageList", .get, "/images/json", .image, "Lists images.", reply: .json,
            [
                .query("all", .boolean, "Also the intermediate layers of builds."),
                .filters("Only images that match.", "before", "dangling", "label", "reference", "since", "until"),
                .query(
                    "shared-size", .boolean, since: APIVersion(1, 42),
                    "Measure the space shared with other images (SharedSize)."),
                .query("digests", .boolean, "Tell the digests (RepoDigests)."),
                .query("manifests", .boolean, since: APIVersion(1, 47), "Tell the manifests of each platform."),
                .query(
                    "identity", .boolean, since: APIVersion(1, 54),
                    "Tell where each image comes from, as far as it is known."),
            ]),
        Operation(
            "ImageInspect", .get, "/images/{name}/json", .image, "Tells everything the engine knows of an image.",
            reply: .json,
            [
                image,
                .query(
                    "manifests", .boolean, since: APIVersion(1, 48),
                    "Tell the manifests of each platform; not together with platform."),
                .query("platform", .platform, since: APIVersion(1, 49), "Tell of the variant for this platform."),
            ]),
        Operation(
            "ImageHistory", .get, "/images/{name}/history", .image,
            "Lists the layers of an image and the commands that made them.", reply: .json,
            [image, .query("platform", .platform, since: APIVersion(1, 48), "Tell of the variant for this platform.")]),
        Operation(
            "ImageAttestations", .get, "/images/{name}/attestations", .image,
            "Lists the statements attached to an image, such as its provenance.", since: APIVersion(1, 55),
            reply: .json,
            [
                image,
                .query("platform", .platforms, "Those of the variants for these platforms."),
                .query("type", .list, "Only statements of these predicate types."),
                .query("statement", .boolean, "Deliver the statements themselves too."),
            ]),
        Operation(
            "ImageTag", .post, "/images/{name}/tag", .image, "Gives an image a further name.", reply: .empty,
            [
                image,
                .query("repo", .string, "The name, such as `registry.example:5000/team/app`."),
                .query("tag", .string, "The tag; `latest` when left out."),
            ]),
        Operation(
            "ImageDelete", .delete, "/images/{name}", .image,
            "Removes a name of an image, and the image when that was the last one.", reply: .json, pace: .waits,
            [
                image,
                .query("force", .boolean, "Also when stopped containers use it or it has further names."),
                .query("noprune", .boolean, "Keep parent images that have no name."),
                .query(
                    "platforms", .platforms, since: APIVersion(1, 50), "Remove only the variants for these platforms."),
            ]),
        Operation(
            "ImagePrune", .post, "/images/prune", .image, "Removes images that nothing uses.",
            since: APIVersion(1, 25), reply: .json, pace: .waits,
            [
                .filters(
                    "Only images that match; dangling=false takes those with a name too.", "dangling", "label", "until")
            ]),
        Operation(
            "ImageCommit", .post, "/commit", .image, "Makes an image of a container's present state.",
            body: .object(.optional), reply: .json, pace: .waits,
            [
                .query("container", .string, "Name or id of the container."),
                .query("repo", .string, "Name of the image."),
                .query("tag", .string, "Tag of the image."),
                .query("comment", .string, "A remark to keep with the image."),
                .query("author", .string, "Who made it."),
                .query("pause", .boolean, "Freeze the container meanwhile; true when left out."),
                .query("changes", .list, "Dockerfile instructions to apply, such as `ENV A=b`."),
            ]),
    ]

    /// Images to and from registries and archives.
    static let imageTransfers: [Operation] = [
        Operation(
            "ImageCreate", .post, "/images/create", .image,
            "Pulls an image from a registry, or imports one from a tar archive.",
            body: .bytes(contentType: "application/x-tar", .optional), reply: .jsonStream,
            [
                .query("fromImage", .string, "The image to pull; it can hold the tag or digest."),
                .query("fromSrc", .string, "Where to import from: a URL, or `-` for the body of the request."),
                .query("repo", .string, "Name for the imported image."),
                .query("tag", .string, "Tag or digest; without one in either place, all tags are pulled."),
                .query("message", .string, since: APIVersion(1, 39), "A remark to keep with the imported image."),
                .query(
                    "changes", .list, since: APIVersion(1, 40),
                    "Dockerfile instructions to apply to the imported image."),
                .query("platform", .string, since: APIVersion(1, 32), "The platform wanted, such as `linux/arm64`."),
                .header("X-Registry-Auth", .credentials, "Credentials for the registry."),
            ]),
        Operation(
            "ImagePush", .post, "/images/{name}/push", .image, "Pushes an image to its registry.",
            reply: .jsonStream,
            [
                image,
                .query("tag", .string, "The tag to push; all tags when left out."),
                .query("platform", .platform, since: APIVersion(1, 46), "Push only the variant for this platform."),
                .header(
                    "X-Registry-Auth", .credentials, fallback: "e30=",
                    "Credentials for the registry; none when left out."),
            ]),
        Operation(
            "ImageSearch", .get, "/images/search", .image, "Searches Docker Hub for images.", reply: .json,
            pace: .waits,
            [
                .query("term", .string, required: true, "What to look for."),
                .query("limit", .integer, "Only this many."),
                .filters("Only images that match.", "is-official", "stars"),
                .header("X-Registry-Auth", .credentials, "Credentials for the registry."),
            ]),
        Operation(
            "ImageGet", .get, "/images/{name}/get", .image, "Delivers an image with its layers as a tar archive.",
            reply: .byteStream,
            [
                image,
                .query(
                    "platform", .platforms, since: APIVersion(1, 48), "Only the variants for these platforms."),
            ]),
        Operation(
            "ImageGetAll", .get, "/images/get", .image, "Delivers several images as one tar archive.",
            reply: .byteStream,
            [
                .query("names", .list, "The images; a name without tag stands for all its tags."),
                .query(
                    "platform", .platforms, since: APIVersion(1, 48), "Only the variants for these platforms."),
            ]),
        Operation(
            "ImageLoad", .post, "/images/load", .image, "Loads images from a tar archive.",
            body: .bytes(contentType: "application/x-tar", .required), reply: .jsonStream,
            [
                .query("quiet", .boolean, "Do not report progress."),
                .query(
                    "platform", .platforms, since: APIVersion(1, 48), "Only the variants for these platforms."),
            ]),
    ]
}
