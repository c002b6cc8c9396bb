# One image for web, worker and beat.  Built in three steps so that neither Node nor TensorFlow is in it.
FROM node:20-bookworm-slim AS pages
WORKDIR /src
COPY frontend/package.json frontend/package-lock.json frontend/
RUN npm --prefix frontend ci --no-audit --no-fund --ignore-scripts
COPY frontend frontend
RUN npm --prefix frontend run build

FROM node:20-bookworm-slim AS models
RUN apt-get update && apt-get install -y --no-install-recommends python3.11-venv && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY requirements.txt .
RUN python3.11 -m venv /venv && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt
COPY pose pose
RUN /venv/bin/python -m pose.movenet build --models-dir /models

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 plumbline
WORKDIR /app
COPY requirements-production.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements-production.txt
COPY manage.py Procfile ./
COPY pose pose
COPY scoring scoring
COPY routines routines
COPY therapy therapy
COPY --from=pages /src/frontend/dist frontend/dist
ENV PYTHONUNBUFFERED=1 PLUMBLINE_VAR=/var/lib/plumbline
COPY --from=models /models /var/lib/plumbline/models
RUN SECRET_KEY=only-to-collect-files python manage.py collectstatic --no-input && chown -R plumbline /var/lib/plumbline
USER plumbline
EXPOSE 8000
CMD ["gunicorn", "--config", "therapy/gunicorn.py", "therapy.wsgi"]
