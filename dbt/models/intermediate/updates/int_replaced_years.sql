select distinct year
from {{ ref('int_changed_reports') }}
