-- Last of all: what fails before is not taken for done by the next build.
{% for table in kept_tables() -%}
-- depends_on: {{ ref(table) }}
{% endfor %}
select
    report_id,
    agency_id,
    year,
    {{ row_digest('reports') }} as digest
from {{ ref('int_reports') }} as reports  -- noqa: AL05
