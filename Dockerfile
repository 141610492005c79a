# The gateway for linux/amd64 and linux/arm64 (docker buildx build --platform linux/arm64,linux/amd64 .). Every package with
# native parts is compiled or unpacked inside the build stage of its own platform.
FROM node:20.20.2-bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends g++ make python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY scripts scripts
RUN npm ci
COPY tsconfig.json tsconfig.build.json vite.config.ts ./
COPY gateway gateway
COPY firmware-bridge firmware-bridge
RUN npm run build && npm prune --omit=dev

FROM node:20.20.2-bookworm-slim
# tini: forwards SIGTERM, so that the gateway drains and stops, and reaps children.
RUN apt-get update \
    && apt-get install -y --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o node -g node -m 0700 /data
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json /app/package-lock.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/scripts scripts
COPY --from=build /app/dist dist
COPY config /config
RUN ln -s /app/scripts/campus-guard.mjs /usr/local/bin/campus-guard
USER node
VOLUME /data
EXPOSE 1883 8883 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/bin/tini", "--", "campus-guard"]
CMD ["start", "--config", "/config", "--data", "/data"]
