# Two stages from the same Debian: pip and the lock files stay behind in the first.
FROM docker.io/library/debian:12-slim AS build
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/venv
COPY requirements.lock /tmp/
RUN /opt/venv/bin/python -m pip --disable-pip-version-check --no-cache-dir install \
        --no-deps --require-hashes --only-binary :all: -r /tmp/requirements.lock \
    && rm -r /opt/venv/lib/python3*/site-packages/pip /opt/venv/bin/pip*

FROM docker.io/library/debian:12-slim
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin aftercare \
    && install --directory --owner=aftercare --mode=0700 /var/lib/aftercare
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/aftercare
COPY app app
COPY templates templates
COPY postmortems postmortems
RUN /opt/venv/bin/python -m compileall -q app /opt/venv/lib
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AFTERCARE_DATA_DIR=/var/lib/aftercare/data \
    AFTERCARE_SEARCH_DIR=/var/lib/aftercare/search_index
USER aftercare
VOLUME /var/lib/aftercare
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
