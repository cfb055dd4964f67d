/* alk_region.c: the frozen table of ALK's structural regions. */
#include "core/mutation/alk_region.h"

const AlkresAlkRegion alkres_alk_regions[ALKRES_ALK_REGIONS] = {
	{1, 1059, "extracellular_tm"}, {1060, 1115, "juxtamembrane"},
	{1116, 1121, "n_lobe"},        {1122, 1130, "p_loop"},
	{1131, 1150, "beta2_3"},       {1151, 1153, "beta3_alphaC"},
	{1154, 1174, "alphaC"},        {1175, 1178, "alphaC_beta4"},
	{1179, 1195, "beta4_5"},       {1196, 1196, "gatekeeper"},
	{1197, 1199, "hinge"},         {1200, 1210, "solvent_front"},
	{1211, 1244, "alphaD_E"},      {1245, 1254, "catalytic_loop"},
	{1255, 1268, "atp_floor"},     {1269, 1269, "dfg_minus1"},
	{1270, 1272, "dfg"},           {1273, 1288, "activation_loop"},
	{1289, 1392, "c_lobe"},        {1393, 1620, "c_terminal"},
};

int
alkres_alk_region_of(int residue)
{
	for (int i = 0; i < ALKRES_ALK_REGIONS; i++)
		if (residue <= alkres_alk_regions[i].last)
			return i + 1;
	return ALKRES_ALK_REGIONS;
}
