"""Operations by contract: declare one, and everything around it follows.

    @query(
        "shop.prices.get",
        "1.0.0",
        input=PriceInput,
        output=PriceRecord,
        goal="Tell a till what a thing costs.",
        context="Reads the price list only.",
        owners=["@shop"],
        tags=["prices"],
    )
    def get_price(caller: Caller, *, thing_id: UUID) -> Price:
        \"\"\"Look up one price.\"\"\"

written in an app's `operations` module, gives the route, the permission, the validation, the problem
documents, the OpenAPI entry and the documentation page. This package knows nothing of what is served.
"""
