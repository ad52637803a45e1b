# svclint as an image: docker run --rm -v "$PWD:/repo:ro" svclint
# Debian and not Alpine, because the CEL engine has no wheels for musl.
FROM python:3.13-slim-bookworm AS build

WORKDIR /src
COPY action/requirements.lock action/
# Wheels whose hashes stand in the lock, and nothing else.
RUN python -m venv /opt/svclint \
    && /opt/svclint/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: --requirement action/requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY rules/ rules/
COPY svclint/ svclint/
RUN /opt/svclint/bin/pip install --no-cache-dir --no-index --no-deps --no-build-isolation . \
    && /opt/svclint/bin/pip uninstall --yes hatchling pip

FROM python:3.13-slim-bookworm

# git tells which files are tracked; its version is the distribution's, so that security fixes arrive with a rebuild.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory /repo \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin svclint

COPY --from=build /opt/svclint /opt/svclint
ENV PATH=/opt/svclint/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /repo
ENTRYPOINT ["svclint"]
