# Both binaries in one image without a shell, run by an unprivileged user.
#   docker build -t causerie .
#   docker run --rm causerie causerie --help

FROM rust:1.95-bookworm AS build
WORKDIR /causerie
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/causerie/target \
    cargo build --release --locked -p causerie-server -p causerie \
    && mkdir -p /image/usr/local/bin /data \
    && cp target/release/causerie-server target/release/causerie /image/usr/local/bin/

# glibc of the same Debian release, libgcc and nothing else; the user is 65532.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /image/ /
COPY --from=build --chown=65532:65532 --chmod=0700 /data /data
USER 65532:65532
ENV CAUSERIE_DATA=/data CAUSERIE_SERVER_DATA=/data
VOLUME /data
# The binaries stop cleanly on SIGTERM.
STOPSIGNAL SIGTERM
# Which of the two runs is not known here, so whoever runs one checks it: causerie-server health, or causerie health.
CMD ["causerie", "--help"]
