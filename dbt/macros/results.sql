{#- The columns of a result, in one order for all kinds of rules; null where a kind has none. `outcome` is hold, fail, or the reason for neither, as in `result_reasons.csv`. Section, item and measure identify the cell to look at. -#}
{% macro result(given) -%}
    {%- set columns = {
        'report_id': 'string', 'agency_id': 'string', 'year': 'integer', 'rule': 'string', 'scope': 'string',
        'outcome': 'string', 'missing_terms': 'string', 'reported': 'decimal(38, 8)', 'computed': 'decimal(38, 8)',
        'compared': 'string', 'scope_label': 'string', 'section': 'integer', 'item': 'string', 'measure': 'string',
        'raw': 'string', 'value': 'decimal(24, 8)', 'table_number': 'integer', 'row_number': 'integer',
        'column_number': 'integer', 'page_number': 'integer', 'line_number': 'integer', 'texts': texts_type()
    } -%}
    {%- for name, type in columns.items() %}
    cast({{ given.get(name, 'null') }} as {{ type }}) as {{ name }}{{ '' if loop.last else ',' }}
    {%- endfor %}
{%- endmacro %}

{#- Results with status and reason instead of their outcome. -#}
{% macro judged(results) -%}
    select
        results.report_id,
        results.agency_id,
        results.year,
        results.rule,
        results.scope,
        case
            when results.outcome in ('hold', 'fail') then results.outcome
            when reasons.status is null
                then {{ refused("concat_ws('', results.rule, ': no such reason: ', coalesce(results.outcome, 'null'))") }}
            else reasons.status
        end as status,
        reasons.reason,
        case when results.outcome in ('hold', 'fail') then results.reported end as reported,
        case when results.outcome in ('hold', 'fail') then results.computed end as computed,
        results.compared,
        case when results.outcome = 'missing_terms' then results.missing_terms end as missing_terms,
        results.scope_label,
        results.section,
        results.item,
        results.measure,
        results.raw,
        results.value,
        results.table_number,
        results.row_number,
        results.column_number,
        results.page_number,
        results.line_number,
        results.texts
    from {{ results }} as results
    left join {{ ref('result_reasons') }} as reasons
        on results.outcome = reasons.reason
{%- endmacro %}

{#- The texts that replace the {names} in a rule's message; null where the rule does not fail. -#}
{% macro texts_of_failure(outcome, texts) -%}
    case
        when {{ outcome }} = 'fail'
            then {{ texts_of(texts) }}
    end
{%- endmacro %}

{#- A template with each {name} in it replaced by the text of that name. -#}
{% macro filled(template, texts) -%}
    {{ adapter.dispatch('filled', 'gouji')(template, texts) }}
{%- endmacro %}

{% macro default__filled(template, texts) -%}
    array_to_string(
        list_transform(
            string_split({{ template }}, '{'),
            lambda part: case
                when contains(part, '}') and not map_contains({{ texts }}, split_part(part, '}', 1))
                    then {{ refused("'no text for {' || part") }}
                when contains(part, '}')
                    then concat_ws('', {{ texts }}[split_part(part, '}', 1)], substring(part, instr(part, '}') + 1))
                else part
            end
        ),
        ''
    )
{%- endmacro %}

{% macro spark__filled(template, texts) -%}
    array_join(
        transform(
            split({{ template }}, '[{]'),
            part -> case
                when contains(part, '}') and not map_contains_key({{ texts }}, split_part(part, '}', 1))
                    then {{ refused("'no text for {' || part") }}
                when contains(part, '}')
                    then concat_ws('', {{ texts }}[split_part(part, '}', 1)], substring(part, instr(part, '}') + 1))
                else part
            end
        ),
        ''
    )
{%- endmacro %}

{#- Texts by name. -#}
{% macro texts_of(texts) -%}
    {{ adapter.dispatch('texts_of', 'gouji')(texts) }}
{%- endmacro %}

{% macro default__texts_of(texts) -%}
    map(['{{ texts.keys() | join("', '") }}'], [{{ texts.values() | join(', ') }}])
{%- endmacro %}

{% macro spark__texts_of(texts) -%}
    map_from_arrays(array('{{ texts.keys() | join("', '") }}'), array({{ texts.values() | join(', ') }}))
{%- endmacro %}

{#- Their type. -#}
{% macro texts_type() -%}
    {{ adapter.dispatch('texts_type', 'gouji')() }}
{%- endmacro %}

{% macro default__texts_type() -%}
    map(string, string)
{%- endmacro %}

{% macro spark__texts_type() -%}
    map<string, string>
{%- endmacro %}

{#- Stops the build with a message. -#}
{% macro refused(message) -%}
    {{ adapter.dispatch('refused', 'gouji')(message) }}
{%- endmacro %}

{% macro default__refused(message) -%}
    error({{ message }})
{%- endmacro %}

{% macro spark__refused(message) -%}
    raise_error({{ message }})
{%- endmacro %}
